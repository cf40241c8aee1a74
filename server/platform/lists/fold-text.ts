/** As people look for it: without case, accents and forms of compatibility, and nothing that no database takes. */
export const foldText = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{C}]/gu, "")
    .toLowerCase();
