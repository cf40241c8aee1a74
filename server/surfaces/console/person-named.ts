/** No id and no name has a colon, so that nobody can be called like another person's id or like a fixed part of a path. */
export const NAMED = "name:";

/** Names a person in place of the id, in a request of the server's own shell. @param name as typed */
export const personNamed = (name: string): string => `${NAMED}${name}`;
