/** `2026-11-24 12:00:05 UTC`. @param at epoch milliseconds */
export const timeInLetters = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
