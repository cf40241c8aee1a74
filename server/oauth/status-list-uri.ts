/** The address of a list, and its name within the server: `sub` of the Status List Token and `uri` of its tokens are one text. */
export const statusUri = (issuer: string, list: string): string => `${issuer}/oauth/status/${list}`;
