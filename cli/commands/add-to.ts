/** For an option that may stand several times. */
export const addTo = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
