import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { WithConfig } from "../../platform/config/config.ts";
import { addressBehind } from "../../platform/http/client-address.ts";
import { hostsOf } from "../../platform/http/only-our-host.ts";
import { headersOf, type PublicDocument } from "../../platform/http/public-document.ts";
import { securityHeadersOf } from "../../platform/http/security-headers.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { RateLimited } from "../../platform/limits/rate-limited.ts";
import { spendOfAddress } from "../../platform/limits/spend.ts";

/**
 * Answers a plain GET of a public document before the app would. APIs and extensions ask for the keys all the time, and to find a
 * route and make an answer takes four times as long as to send it. The answer is the app's, header by header, and costs the
 * address the same. Every other request, and every refusal, is passed to `app`.
 */
export function answerDocuments(
  documents: ReadonlyMap<string, PublicDocument>,
  { budgets, config }: WithBudgets & WithConfig,
  app: RequestListener,
): RequestListener {
  const isOurHost = hostsOf(config.issuer);
  const addressOf = addressBehind(config.trustedProxies);
  const common = securityHeadersOf(config.issuer);
  const ready = new Map([...documents].map(([path, document]) => [path, { document, head: headOf(common, document) }]));

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const found = incoming.method === "GET" ? ready.get(incoming.url ?? "") : undefined;
    const { host = "", "x-forwarded-for": forwarded } = incoming.headers;
    if (found === undefined || !isOurHost(host)) return app(incoming, outgoing);
    const { document, head } = found;
    try {
      const address = addressOf(incoming.socket.remoteAddress, String(forwarded ?? ""));
      await spendOfAddress({ budgets }, "requests", address);
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      return app(incoming, outgoing); // the app refuses it, since the limit is reached
    }
    const text = document.text();
    outgoing.writeHead(200, [...head, "Content-Length", String(Buffer.byteLength(text))]);
    outgoing.end(text); // text goes out in one write with the head
  };
  return (incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy()); // the app handles its own errors, so this is another one
  };
}

/** Names and values alternate, as `writeHead` takes them. The document's own header replaces a common one of the same name. */
function headOf(common: readonly (readonly [string, string])[], document: PublicDocument): readonly string[] {
  const own = headersOf(document);
  const isOwn = (name: string): boolean => own.some(([other]) => other.toLowerCase() === name.toLowerCase());
  return [...common.filter(([name]) => !isOwn(name)), ...own].flat();
}
