import { type RedirectState, redirectStateSchema } from "@nearside/shared/api/authorizations.ts";
import type { Ask } from "@nearside/shared/api/page-messages.ts";
import { authorization } from "@nearside/shared/statements/authorization.ts";
import * as v from "valibot";
import { beforeAll, expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import type { Extension } from "../bridge/extension.ts";
import type { Post } from "../data/post.ts";
import { type Authorization, type AuthorizationState, startAuthorization } from "./authorization.ts";

// The page to which a program sends a browser that only knows a redirect (protocol §6): which state follows which.

const ID = `az_${"A".repeat(22)}`;
const USERS = [
  { id: `us_${"A".repeat(22)}`, name: "ada" },
  { id: `us_${"B".repeat(21)}A`, name: "bob" },
];
let text: string;
beforeAll(async () => {
  text = await authorization.sign(await newSigner(), {
    ...{ iss: "https://login.example", jti: ID, iat: 1, exp: 301, client: { id: "tool", name: "Tool" } },
    ...{ executables: [], redirect_uri: "http://127.0.0.1:8000/callback", code_challenge: "A".repeat(43) },
    ...{ scope: "read", resource: [], authorization_details: [] },
  });
});

interface Opened {
  readonly page: Authorization;
  readonly asked: Ask[];
  readonly went: string[];
  /** The awaited time is reached. */
  readonly late: () => void;
  readonly comes: () => void;
}

/** Opens the page. @param answers of the server, one after the other; then it holds its answer */
function open(
  fragment: string,
  answers: readonly RedirectState[],
  { accounts = [], present = true }: { accounts?: typeof USERS; present?: boolean } = {},
): Opened {
  const [asked, went, waits]: [Ask[], string[], (() => void)[]] = [[], [], []];
  const left = [...answers];
  const post = (async () => {
    const next = left.shift();
    return next === undefined ? new Promise(() => undefined) : v.parse(redirectStateSchema, next);
  }) as unknown as Post;
  let isPresent = present;
  let ready = (): void => undefined;
  const extension = {
    present: () => isPresent,
    onReady: (hear: () => void) => {
      ready = hear;
    },
    ask: async (ask: Ask) => {
      asked.push(ask);
      if (ask.kind === "redirect" && accounts.length > 1) return { kind: "accounts", users: accounts };
      return { kind: "redirect_asked", ask: "an.extension.statement" };
    },
  } as unknown as Extension;
  const clock = {
    now: () => 0,
    everySecond: () => () => undefined,
    after: (_ms: number, done: () => void) => {
      waits.push(done);
      return () => void waits.splice(waits.indexOf(done), 1);
    },
  };
  const page = startAuthorization({
    authorization: fragment,
    post,
    extension,
    clock,
    goTo: (to) => void went.push(to),
  });
  const late = () => {
    for (const done of [...waits]) done();
  };
  const comes = () => {
    isPresent = true;
    ready();
  };
  return { page, asked, went, late, comes };
}

/** Waits until the page has come there. */
const comesTo = <At extends AuthorizationState["at"]>({ page }: Opened, at: At) =>
  new Promise<Extract<AuthorizationState, { at: At }>>((resolve) => {
    const look = (): void => {
      const state = page.state();
      if (state.at === at) resolve(state as Extract<AuthorizationState, { at: At }>);
    };
    page.subscribe(look);
    look();
  });

it("continues at the login that the keeper began", async () => {
  const opened = open(text, [{ state: "asked" }, { state: "vouched", request_id: `rq_${"A".repeat(22)}` }]);
  expect(await comesTo(opened, "going_on")).toMatchObject({ requestId: `rq_${"A".repeat(22)}` });
  expect(opened.went).toEqual([`/approve/rq_${"A".repeat(22)}`]);
  expect(opened.asked).toEqual([{ kind: "redirect", authorization: text }]);
});

it("says that no keeper answers, and continues once one does", async () => {
  const opened = open(text, [{ state: "asked" }]);
  expect(await comesTo(opened, "waiting")).toMatchObject({ client: "Tool", slow: false });
  opened.late();
  await expect.poll(() => opened.page.state()).toMatchObject({ at: "waiting", slow: true });
});

it("asks who it is, and asks as that person then", async () => {
  const opened = open(text, [{ state: "asked" }], { accounts: USERS });
  expect(await comesTo(opened, "choosing")).toMatchObject({ client: "Tool", users: USERS });
  opened.page.send({ type: "chosen", user: USERS[1]?.id ?? "" });
  await comesTo(opened, "waiting");
  expect(opened.asked.at(-1)).toEqual({ kind: "redirect_as", authorization: text, user: USERS[1]?.id });
});

it("waits for the extension where it is not installed", async () => {
  const opened = open(text, [{ state: "asked" }], { present: false });
  await comesTo(opened, "extension_missing");
  opened.comes();
  await comesTo(opened, "waiting");
});

it("says why there is no code", async () => {
  const opened = open(text, [{ state: "refused", code: "port_forwarded" }]);
  expect(await comesTo(opened, "refused")).toMatchObject({ code: "port_forwarded" });
});

it("says after the approval that the program is told, that it has not been yet, and that it was", async () => {
  const opened = open(ID, [{ state: "vouched", request_id: `rq_${"A".repeat(22)}` }]);
  expect(await comesTo(opened, "delivering")).toMatchObject({ slow: false });
  opened.late();
  await expect.poll(() => opened.page.state()).toMatchObject({ at: "delivering", slow: true });
  expect(opened.asked).toEqual([]);
  await comesTo(open(ID, [{ state: "delivered" }]), "delivered");
  await comesTo(open(ID, [{ state: "refused", code: "not_told" }]), "refused");
});

it("says of what it can't read that it belongs to nothing", async () => {
  for (const fragment of ["", "x", `${text}x`.replace(".", "")]) await comesTo(open(fragment, []), "not_read");
});
