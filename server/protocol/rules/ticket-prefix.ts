/** True if the ticket's number begins with one of the prefixes. */
export const hasPrefix = (ticket: string | undefined, prefixes: readonly string[]): boolean =>
  ticket !== undefined && prefixes.includes(ticket.slice(0, ticket.indexOf("-")));
