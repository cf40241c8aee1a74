/** Whether the ticket's number begins with one of those. */
export const hasPrefix = (ticket: string | undefined, prefixes: readonly string[]): boolean =>
  ticket !== undefined && prefixes.includes(ticket.slice(0, ticket.indexOf("-")));
