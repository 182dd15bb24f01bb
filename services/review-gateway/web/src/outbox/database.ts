import type { Entry } from './entry';

const databaseName = 'dcai-outbox';
const storeName = 'entries';

export type NewEntry = Omit<Entry, 'sequence'>;

/** The outbox as the browser keeps it: it survives reload, crash and closing. Every promise is kept only once the disk has it. */
export class OutboxDatabase {
  #database: Promise<IDBDatabase> | undefined;

  async all(): Promise<Entry[]> {
    return (await this.#run('readonly', (store) => store.getAll())) as Entry[];
  }

  /** @returns the sequence number that it got */
  async add(entry: NewEntry): Promise<number> {
    return (await this.#run('readwrite', (store) => store.add(entry))) as number;
  }

  async put(entry: Entry): Promise<void> {
    await this.#run('readwrite', (store) => store.put(entry));
  }

  async remove(sequence: number): Promise<void> {
    await this.#run('readwrite', (store) => store.delete(sequence));
  }

  #open(): Promise<IDBDatabase> {
    return (this.#database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(databaseName, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'sequence', autoIncrement: true });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    }));
  }

  async #run(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(storeName, mode, { durability: 'strict' });
      const request = work(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}
