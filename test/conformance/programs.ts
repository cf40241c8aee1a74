// Two programs, one of which can be redirected to, beside the APIs of apis.ts: `settings` makes a server know them.
import { writtenDown } from "../kit/apis.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { knowing } from "../steps/people.ts";
import { ORDERS, orders, STOCK, stock } from "./apis.ts";
import type { Settings } from "./requirement.ts";

export const OTHER_CLIENT = "other-cli";
/** One that logs in by a redirect alone (protocol §6). */
export const REDIRECTING_CLIENT = "redirecting-cli";
/** The redirect address of the other program, at any port. */
export const REDIRECT = "http://127.0.0.1/callback";

const name = "Nearside command line";
const scopes = ["openid", "profile", "read", "write"];

/** Settings of the server under test; polls are not held open. */
export const settings: Settings = async (atEnd) => ({
  NEARSIDE_HELD_POLLS: "0",
  ...(await knowing(
    atEnd,
    [
      { id: CLIENT, name, scopes, resources: [ORDERS, STOCK] },
      { id: OTHER_CLIENT, name: "Other program", scopes: ["read"], resources: [ORDERS], redirectUris: [REDIRECT] },
      {
        id: REDIRECTING_CLIENT,
        name: "Redirecting program",
        scopes: ["read"],
        redirectUris: [REDIRECT],
        redirectGrant: {},
      },
    ],
    { resourceServers: [writtenDown(orders, [ORDERS]), writtenDown(stock, [STOCK])] },
  )),
});
