import { issuerSchema } from "@nearside/shared/claims.ts";
import { parseUrl } from "@nearside/shared/encoding/parse-url.ts";
import * as v from "valibot";

/** The content script of a web page, in the top frame of a tab. */
export interface PageAsker {
  readonly context: "page";
  readonly tab: number;
  readonly origin: string;
  readonly url: string;
}
/** The sender of a message to the background: such a page, or one of the extension's own. */
export type Asker = PageAsker | { readonly context: "own" };

/** The members of `runtime.MessageSender` that are judged. */
export interface Sender {
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  readonly frameId?: number | undefined;
  readonly tab?: { readonly id?: number | undefined } | undefined;
}

/**
 * Recognises a sender that the background listens to: a page of this very extension, or its content script in the top
 * frame of a tab (threat B4). Undefined for any other. Each answer judges whether the page's origin may ask for it.
 *
 * @param self this extension's id and the origin of its pages
 */
export function askerOf(sender: Sender, self: { readonly id: string; readonly origin: string }): Asker | undefined {
  if (sender.id !== self.id || sender.url === undefined) return undefined;
  const origin = parseUrl(sender.url)?.origin;
  if (origin === undefined) return undefined;
  // URL.origin of another scheme than http is "null" in some browsers, so the text before the path is compared as well
  if (sender.url.startsWith(`${self.origin}/`)) return { context: "own" };
  if (sender.frameId !== 0 || sender.tab?.id === undefined || !v.is(issuerSchema, origin)) return undefined;
  return { context: "page", tab: sender.tab.id, origin, url: sender.url };
}
