// Tells the demo while it runs: each step as it happens, with the time since the server was started.
export type Narrator = {
  /** A chapter. */
  readonly title: (text: string) => void;
  /** Something that has just happened. */
  readonly tell: (text: string) => void;
  readonly seconds: () => number;
};

export function createNarrator(write: (line: string) => void): Narrator {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  return {
    title: (text) => write(`\n${text}`),
    tell: (text) => write(`  ${seconds().toFixed(1).padStart(5)} s  ${text}`),
    seconds,
  };
}
