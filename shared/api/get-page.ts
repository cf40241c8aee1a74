// The page that says how this server's version of the parts comes onto a machine. Every invitation and every hint names it. It is
// apart from the list of the parts, which the approval page does not load.

export const GET_PAGE = "/get";

export const getPage = (issuer: string): string => `${issuer}${GET_PAGE}`;
