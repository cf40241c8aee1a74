/** The moments at which the last days begin in the browser's zone, today's included, and the end of today. Epoch milliseconds. */
export function midnightsOf(now: number, days: number): readonly number[] {
  const today = new Date(now);
  const midnight = (away: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() + away).getTime();
  return Array.from({ length: days + 1 }, (_, at) => midnight(at - days + 1));
}
