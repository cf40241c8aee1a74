const NUMBER = new Intl.NumberFormat("en-GB");

/** Counts things in words: "1 browser", "2,000 browsers". @param things the plural, if it is not made by an s alone */
export const countOf = (count: number, thing: string, things = `${thing}s`): string =>
  `${NUMBER.format(count)} ${count === 1 ? thing : things}`;
