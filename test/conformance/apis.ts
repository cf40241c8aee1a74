// Two APIs that are registered as resource servers, and one program that may ask for both: `settings` makes a server know them.
import { newApi, writtenDown } from "../kit/apis.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { knowing } from "../steps/people.ts";
import type { Settings } from "./requirement.ts";

export const ORDERS = "https://orders.example";
export const STOCK = "https://stock.example";

/** `orders` may ask for `read` at {@link STOCK} in the name of its caller. */
export const [orders, stock] = await Promise.all([newApi("orders-api"), newApi("stock-api")]);

/** Settings of the server under test; polls are not held open. */
export const settings: Settings = async (atEnd) => ({
  NEARSIDE_HELD_POLLS: "0",
  ...(await knowing(
    atEnd,
    [
      {
        id: CLIENT,
        name: "Nearside command line",
        scopes: ["openid", "profile", "read", "write"],
        resources: [ORDERS, STOCK],
        detailTypes: ["menu", "order", "nearside_lease"],
      },
    ],
    {
      resourceServers: [
        writtenDown(orders, [ORDERS], { resources: [STOCK], scopes: ["read"] }),
        writtenDown(stock, [STOCK]),
      ],
    },
  )),
});
