// RFC 6749 as far as it is about the authorization endpoint, which is there and grants nothing (protocol §6).
import { expect } from "vitest";
import type { Stage } from "../steps/stage.ts";
import { OTHER_CLIENT, REDIRECT } from "./programs.ts";
import { argued, present } from "./requirement.ts";
import { askWhole, type WholeAnswer } from "./whole-answer.ts";

const AUTHORIZE = "/oauth/authorize";
type Parameters = Readonly<Record<string, string>>;

const GOOD = { response_type: "code", client_id: OTHER_CLIENT, redirect_uri: REDIRECT };
const ask = (stage: Stage, changed: Parameters = {}): Promise<WholeAnswer> =>
  askWhole(stage, `${AUTHORIZE}?${new URLSearchParams({ ...GOOD, ...changed })}`);

/** Reads the parameters of the redirect. @throws Error without a redirect, or where it leads elsewhere */
const backWith = ({ status, headers }: WholeAnswer, to = REDIRECT): URLSearchParams => {
  const location = headers.get("location") ?? "";
  expect([status, location.split("?")[0]]).toEqual([303, to]);
  return new URL(location).searchParams;
};
const expectNoRedirect = ({ status, headers }: WholeAnswer): void =>
  expect([status, headers.get("location")]).toEqual([400, null]);

const NOTHING_GRANTED =
  "a login begins on the machine itself (protocol §4.1): the endpoint refuses every request, so there is nothing to grant";

export const authorizationEndpoint = [
  argued("3.1", "MUST first verify who the resource owner is", NOTHING_GRANTED),
  present("3.1", "MUST support GET, and MAY support POST", async (stage) => {
    expect(backWith(await ask(stage)).get("error")).toBe("unauthorized_client");
    expect(backWith(await askWhole(stage, AUTHORIZE, GOOD)).get("error")).toBe("unauthorized_client");
  }),
  present(
    "3.1",
    "MUST treat a parameter without a value as left out, and ignore one it does not know",
    async (stage) => {
      expect(backWith(await ask(stage, { state: "", colour: "blue" })).has("state")).toBe(false);
    },
  ),
  present("3.1", "MUST take no parameter twice", async (stage) => {
    const twice = `${AUTHORIZE}?${new URLSearchParams(GOOD)}&client_id=${OTHER_CLIENT}`;
    expectNoRedirect(await askWhole(stage, twice));
  }),
  present("3.1.1", "MUST answer a response_type that is missing or not understood by an error", async (stage) => {
    for (const response_type of ["", "token", "blue"])
      expect(backWith(await ask(stage, { response_type })).get("error")).toBe("unauthorized_client");
  }),
  present(
    "3.1.2.2",
    "MUST require public clients to register where they are sent back to, and MUST compare it with what is asked for",
    async (stage) => {
      for (const redirect_uri of ["http://127.0.0.1/other", `${REDIRECT}/`, "http://localhost/callback", "x"])
        expectNoRedirect(await ask(stage, { redirect_uri }));
      // a program that registered none
      expectNoRedirect(await ask(stage, { client_id: "nearside-cli" }));
    },
  ),
  present(
    "3.1.2.4",
    "MUST NOT send the browser to an invalid redirect URI, and SHOULD tell the person of the error",
    async (stage) => {
      const query = new URLSearchParams({ ...GOOD, redirect_uri: "https://evil.example/" });
      const page = await askWhole(stage, `${AUTHORIZE}?${query}`, undefined, { accept: "text/html" });
      expectNoRedirect(page);
      expect(page.text).toContain("No login was started");
      expect(page.text).not.toContain("evil.example");
      for (const client_id of ["", "nobody"]) expectNoRedirect(await ask(stage, { client_id }));
    },
  ),
  argued("4.1.2", "MUST make codes short-lived, for one use and one client", NOTHING_GRANTED),
  present(
    "4.1.2.1",
    "MUST answer an error by error in the query, and MUST send state back as it came",
    async (stage) => {
      const state = 'a b+c/%41&"<\\';
      expect([...backWith(await ask(stage, { state })).keys()].sort()).toEqual([
        "error",
        "error_description",
        "iss",
        "state",
      ]);
      expect(backWith(await ask(stage, { state })).get("state")).toBe(state);
    },
  ),
  present("4.1.2.1", "error_description MUST NOT hold what lies outside its set of characters", async (stage) => {
    expect(backWith(await ask(stage)).get("error_description")).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  }),
  argued("4.2", "MUST issue tokens of the implicit grant in the fragment only", NOTHING_GRANTED),
  argued("10.12", "MUST protect its authorization endpoint from requests forged by other sites", NOTHING_GRANTED),
  present("10.13", "SHOULD keep its pages out of frames", async (stage) => {
    const { headers } = await askWhole(stage, AUTHORIZE, undefined, { accept: "text/html" });
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  }),
  present("10.14", "MUST validate any value that it receives, state and redirect_uri above all", async (stage) => {
    for (const state of ["a\r\nSet-Cookie: b=c", "\u00e9", "x".repeat(1025)])
      expectNoRedirect(await ask(stage, { state }));
    for (const tail of ["?a=b", "#a", "/../callback", "\r\nx: y", "@evil.example"])
      expectNoRedirect(await ask(stage, { redirect_uri: REDIRECT + tail }));
  }),
];
