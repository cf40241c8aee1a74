/**
 * Parses a URL as the URL standard does; undefined if the text is no URL. It replaces `URL.canParse`, because Node
 * accepts some texts there with a host of many thousand characters, and throws when they are then read.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
