/** Folds text for searching: no case, accents or compatibility forms, and no character that a database refuses. */
export const foldText = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{C}]/gu, "")
    .toLowerCase();
