/** Where tickets for those people are made. */
export const ticketsFor = (people: readonly { readonly name: string }[]): string =>
  `/console/enrolment/tickets/new?${new URLSearchParams({ names: people.map(({ name }) => name).join(",") })}`;
