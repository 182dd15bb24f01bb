const nameKey = 'dcai-reviewer';
const paceKey = 'dcai-pace';
const usualSeconds = 2;
const longestSeconds = 60;

/** Who sits here, and how fast he decides; this browser remembers both. */
class Reviewer {
  name = $state(localStorage.getItem(nameKey) ?? '');
  /** Seconds for one decision. */
  pace = $state(Number(localStorage.getItem(paceKey)) || usualSeconds);

  #last = 0;

  call(name: string): void {
    this.name = name.trim();
    localStorage.setItem(nameKey, this.name);
  }

  /** Notes that so many decisions were made since the last call; breaks do not count. */
  decided(count: number): void {
    const now = performance.now();
    const seconds = (now - this.#last) / 1000 / count;
    if (this.#last > 0 && seconds <= longestSeconds) {
      this.pace += 0.1 * (seconds - this.pace);
      localStorage.setItem(paceKey, this.pace.toFixed(3));
    }

    this.#last = now;
  }

  /** How long so many decisions take. */
  estimate(count: number): string {
    const minutes = (count * this.pace) / 60;
    return minutes < 1 ? 'less than a minute' : minutes < 90 ? `about ${Math.round(minutes)} min` : `about ${Math.round(minutes / 60)} h`;
  }
}

export const reviewer = new Reviewer();
