import type { HubConnection } from '@microsoft/signalr';
import type { News } from './news';

const firstPauseSeconds = 2;
const longestPauseSeconds = 60;

/** The connection by which the gateway tells what is new. While there is none, the page asks now and again. */
class Live {
  isConnected = $state(false);

  #listeners = new Set<(news: News | undefined) => void>();
  #connection: HubConnection | undefined;
  #failures = 0;

  /** @returns ends the listening
   * @param heard nothing: the connection came or went, and anything may have been missed
   */
  listen(heard: (news: News | undefined) => void): () => void {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  async start(): Promise<void> {
    try {
      // It is not needed for the first look at the page, so it does not hold that up.
      const { HubConnectionBuilder, HttpTransportType, LogLevel } = await import('@microsoft/signalr');
      this.#connection = new HubConnectionBuilder()
        .withUrl('/live', { skipNegotiation: true, transport: HttpTransportType.WebSockets })
        .configureLogging(LogLevel.None)
        .build();
      this.#connection.on('news', (news: News) => this.#tell(news));
      this.#connection.onclose(() => {
        this.#turn(false);
        this.#later();
      });
      await this.#connect();
    } catch {
      this.#later();
    }
  }

  async #connect(): Promise<void> {
    await this.#connection!.start();
    this.#failures = 0;
    this.#turn(true);
  }

  #later(): void {
    const seconds = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** this.#failures++);
    setTimeout(() => {
      const trying = this.#connection === undefined ? this.start() : this.#connect();
      trying.catch(() => this.#later());
    }, 1000 * seconds * (0.75 + Math.random() / 2));
  }

  #turn(isConnected: boolean): void {
    this.isConnected = isConnected;
    this.#tell(undefined);
  }

  #tell(news: News | undefined): void {
    for (const heard of [...this.#listeners]) {
      heard(news);
    }
  }
}

export const live = new Live();
