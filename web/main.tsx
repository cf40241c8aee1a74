import { remoteIn } from "@nearside/shared/api/approval-address.ts";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startApproval } from "./approve/approval.ts";
import { ApprovePage } from "./approve/approve-page.tsx";
import type { AskPasskey } from "./bridge/ask-passkey.ts";
import { createExtension } from "./bridge/extension.ts";
import type { Clock } from "./clock.ts";
import { createPost } from "./data/post.ts";
import { fail } from "./problem.ts";
import { type Route, routeOf } from "./route.ts";
import "./styles/all.css";

// Reads address and clock. The approval page is loaded with this file, the other pages when they are asked for.

const clock: Clock = {
  now: () => Date.now(),
  everySecond(tick) {
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  },
  after(milliseconds, done) {
    const timer = setTimeout(done, milliseconds);
    return () => clearTimeout(timer);
  },
};
const issuer = location.origin;
const ask: typeof fetch = (...request) => fetch(...request);
const post = createPost(ask);
const extension = createExtension(window, issuer);

// The code that asks for a passkey is loaded beside the page, since nobody is asked before the page has met the command line.
const passkeys = import("./bridge/ask-passkey.ts").catch((cause: unknown) => ({
  askPasskey: async () => fail("server_unreachable", cause),
}));
const askPasskey: AskPasskey = async (options, signal) => (await passkeys).askPasskey(options, signal);

const goTo = (path: string): void => location.replace(path);

async function pageAt(route: Route): Promise<ReactNode> {
  if (route.page === "approve") {
    const { requestId } = route;
    const approval = startApproval({ requestId, post, extension, askPasskey, clock, goTo });
    return (
      <ApprovePage
        approval={approval}
        clock={clock}
        issuer={issuer}
        remote={remoteIn(location.hash)}
        signsReasons={extension.signsReasons}
      />
    );
  }
  const { otherPage } = await import("./other-page.tsx");
  const { userAgent } = navigator;
  return otherPage(route, {
    askPasskey,
    clock,
    extension,
    fetch: ask,
    fragment: location.hash,
    goTo,
    issuer,
    post,
    userAgent,
  });
}

const root = document.getElementById("page");
if (root === null) throw new Error("index.html has no element for the page");
// There is no `await` at the top level: a page that is loaded later imports this very file, and would wait for it for
// ever.
void pageAt(routeOf(location.pathname)).then((page) => createRoot(root).render(<StrictMode>{page}</StrictMode>));
