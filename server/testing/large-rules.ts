/** So many rules that read what a login gives. */
export const SOME_RULES = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) =>
      `@id("r${at}") permit (principal, action, resource) when { context.machine.age_hours > ${at} && context.network.cli.isInRange(ip("10.0.0.0/8")) };`,
  ).join("\n");
