/** Does `work` that number of times, with that number at a time. */
export async function inFlight(count: number, atATime: number, work: () => Promise<unknown>): Promise<void> {
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
