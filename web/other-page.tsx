import type { ReactNode } from "react";
import type { AskPasskey } from "./bridge/ask-passkey.ts";
import type { Extension } from "./bridge/extension.ts";
import type { Clock } from "./clock.ts";
import type { Post } from "./data/post.ts";
import type { Route } from "./route.ts";

export interface PageParts {
  readonly askPasskey: AskPasskey;
  readonly clock: Clock;
  readonly extension: Extension;
  readonly issuer: string;
  readonly post: Post;
  readonly fetch: typeof globalThis.fetch;
  /** The browser as it calls itself. */
  readonly userAgent: string;
  /** The fragment of the page's address. */
  readonly fragment: string;
  /** Opens another page of this server in this one's place. */
  readonly goTo: (path: string) => void;
}

/** Loads any page but the approval page when it is asked for. */
export async function otherPage(
  route: Exclude<Route, { page: "approve" }>,
  { askPasskey, clock, extension, fetch, fragment, goTo, issuer, post, userAgent }: PageParts,
): Promise<ReactNode> {
  switch (route.page) {
    case "enroll": {
      const { EnrollPage } = await import("./enroll/enroll-page.tsx");
      const { startEnrolment } = await import("./enroll/enrolment.ts");
      const { makePasskey } = await import("./bridge/make-passkey.ts");
      const { enrolmentId } = route;
      const enrolment = startEnrolment({ enrolmentId, post, extension, makePasskey, askPasskey });
      return <EnrollPage enrolment={enrolment} issuer={issuer} />;
    }
    case "console": {
      const { openConsole } = await import("./console/main.tsx");
      return openConsole({ askPasskey, clock, extension, issuer });
    }
    case "authorize": {
      const { AuthorizePage } = await import("./authorize/authorize-page.tsx");
      const { startAuthorization } = await import("./authorize/authorization.ts");
      const parts = { authorization: fragment.slice(1), post, extension, clock, goTo };
      return <AuthorizePage authorization={startAuthorization(parts)} issuer={issuer} />;
    }
    case "get": {
      const { GetPage } = await import("./get/get-page.tsx");
      const { systemOf } = await import("./get/systems.ts");
      const { readParts } = await import("./get/read-parts.ts");
      return <GetPage issuer={issuer} list={await readParts(fetch)} system={systemOf(userAgent)} />;
    }
    case "front": {
      const { FrontPage } = await import("./front-page.tsx");
      return <FrontPage issuer={issuer} />;
    }
    case "nowhere": {
      const { NowherePage } = await import("./front-page.tsx");
      return <NowherePage issuer={issuer} />;
    }
  }
}
