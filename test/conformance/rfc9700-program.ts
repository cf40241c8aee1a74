import { CLIENT } from "../kit/login-steps.ts";
import { knowing } from "../steps/people.ts";
import type { Settings } from "./requirement.ts";

/** The redirect address of the one program, at any port. */
export const BACK = "http://127.0.0.1/callback";
export const API = "https://orders.example";

/** Settings of the server under test; polls are not held open. */
export const settings: Settings = async (atEnd) => ({
  NEARSIDE_HELD_POLLS: "0",
  ...(await knowing(atEnd, [
    {
      id: CLIENT,
      name: "Nearside command line",
      scopes: ["openid", "read", "write"],
      resources: [API],
      redirectUris: [BACK],
    },
  ])),
});
