// Targets of the browser for which Playwright makes no page: tabs as such, and the popup under an extension's icon.
import type { CDPSession } from "playwright-core";

export type RawTarget = {
  /** Sends a command of the DevTools protocol. @throws Error with the browser's words if it refuses */
  readonly send: (method: string, params?: object) => Promise<unknown>;
  /** Messages that are no answers. */
  readonly onEvent: (listener: (method: string, params: unknown) => void) => void;
  readonly detach: () => Promise<void>;
};

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

/** A session inside the browser's own session (`flatten: false`), which Playwright lets through. */
export async function attach(cdp: CDPSession, targetId: string): Promise<RawTarget> {
  const { sessionId } = await cdp.send("Target.attachToTarget", { targetId, flatten: false });
  const waiting = new Map<number, Waiting>();
  const listeners: ((method: string, params: unknown) => void)[] = [];
  let last = 0;

  const receive = (event: { sessionId: string; message: string }): void => {
    if (event.sessionId !== sessionId) return;
    const message: unknown = JSON.parse(event.message);
    if (typeof message !== "object" || message === null) return;
    if ("method" in message && typeof message.method === "string") {
      for (const listener of listeners) listener(message.method, "params" in message ? message.params : undefined);
      return;
    }
    const request = "id" in message && typeof message.id === "number" ? waiting.get(message.id) : undefined;
    if (request === undefined) return;
    if ("error" in message) request.reject(new Error(JSON.stringify(message.error)));
    else request.resolve("result" in message ? message.result : undefined);
  };
  const ended = (event: { sessionId: string }): void => {
    if (event.sessionId !== sessionId) return;
    cdp.off("Target.receivedMessageFromTarget", receive);
    cdp.off("Target.detachedFromTarget", ended);
    for (const { reject } of waiting.values()) reject(new Error("The target has closed."));
    waiting.clear();
  };
  cdp.on("Target.receivedMessageFromTarget", receive);
  cdp.on("Target.detachedFromTarget", ended);

  return {
    send: (method, params = {}) => {
      last += 1;
      const id = last;
      const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      const sent = cdp.send("Target.sendMessageToTarget", {
        sessionId,
        message: JSON.stringify({ id, method, params }),
      });
      return Promise.race([answer, sent.then(() => answer)]).finally(() => waiting.delete(id));
    },
    onEvent: (listener) => void listeners.push(listener),
    detach: async () => void (await cdp.send("Target.detachFromTarget", { sessionId })),
  };
}
