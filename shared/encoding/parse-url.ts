/**
 * A URL as the URL standard reads it; undefined for what is none. In place of asking `URL.canParse` first: Node says yes there
 * to some texts with a host of many thousand characters, and throws where they are then read.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
