/** A word that a POSIX shell reads back as it is (POSIX.1-2024, XCU 2.2.2). */
export const shellWord = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
