/** The program that asks where nothing says another; every server knows it. */
export const DEFAULT_CLIENT = "nearside-cli";
