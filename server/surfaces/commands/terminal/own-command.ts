/**
 * Names our commands as they are typed here. Texts say `nearside-server ticket alice`, which is right where the server was installed.
 *
 * @param command what takes the place of the program's name
 */
export const asTypedHere = (text: string, command: string): string =>
  text.replaceAll(/\bnearside-server (?=[a-z]+)/g, `${command} `);
