/**
 * What commander says of an option that there is not, without the value that was given with it: whoever puts a ticket behind
 * one (`--ticket=…`) must not find it in a log besides (threat M6).
 */
export const usageWithoutValues = (message: string): string =>
  message.replace(/(unknown option ')(--[\w-]+|-\w)[\s\S]*(')/, "$1$2$3");
