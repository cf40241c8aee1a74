import { afterAll } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import { knowing } from "../steps/people.ts";

/** The redirect address of the one program, at any port. */
export const BACK = "http://127.0.0.1/callback";
export const API = "https://orders.example";

/** Settings of the server under test; polls are not held open. */
export const settings = {
  NEARSIDE_HELD_POLLS: "0",
  ...(await knowing(
    (end) => afterAll(end),
    [
      {
        id: CLIENT,
        name: "Nearside command line",
        scopes: ["openid", "read", "write"],
        resources: [API],
        redirectUris: [BACK],
      },
    ],
  )),
};
