import { expect, it } from "vitest";
import { isStatusListUri } from "./status-list.ts";

const ISSUER = "https://login.example";

it("takes a list of the issuer's own", () => {
  expect(isStatusListUri(`${ISSUER}/oauth/status/sl_1-A`, ISSUER)).toBe(true);
});

it.each([
  "https://login.example.evil/oauth/status/1",
  "https://login.example@evil.example/oauth/status/1",
  "http://login.example/oauth/status/1",
  "https://login.example:8443/oauth/status/1",
  "https://LOGIN.example/oauth/status/1",
  `${ISSUER}/oauth/jwks`,
  `${ISSUER}/oauth/status/`,
  `${ISSUER}/oauth/status/../jwks`,
  `${ISSUER}/oauth/status/%2e%2e`,
  `${ISSUER}/oauth/status/1/2`,
  `${ISSUER}/oauth/status/1?x=1`,
  `${ISSUER}/oauth/status/1#x`,
  `${ISSUER}/oauth/status/1\n`,
  `${ISSUER}/oauth/status/${"1".repeat(65)}`,
  "http://169.254.169.254/oauth/status/1",
  "",
])("takes none elsewhere, and none that is written otherwise: %s", (uri) => {
  expect(isStatusListUri(uri, ISSUER)).toBe(false);
});
