import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Answer } from "../../test/kit/answer.ts";
import { type Api, newApiKey } from "../../test/kit/apis.ts";
import { delegate, type ExchangeTwist, narrow } from "../../test/kit/exchange.ts";
import { newSigner } from "../../test/kit/keys.ts";
import { type RedeemedLogin, redeemedLogin } from "../../test/kit/log-in.ts";
import { CLIENT } from "../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../test/kit/machine.ts";
import type { CommandLineClient, ResourceServer } from "../platform/config/clients/client.ts";
import { enrolledMachine } from "./enrol.ts";
import { resourceServerWith } from "./resource-server.ts";
import { DEPLOY, openTestServer, type TestServer } from "./test-server.ts";

// The parties of an exchange are a person's machine with a login for two APIs, and these APIs, which ask each other.

export const ORDERS = "https://orders.example.test";
export const BILLS = "https://bills.example.test";
export const STOCK = "https://stock.example.test";
export const DETAILS = [
  { type: "order", actions: ["read", "cancel"], number: 7 },
  { type: "bill", limit: { amount: 50, currency: "EUR" } },
];

const commandLine: CommandLineClient = {
  ...DEPLOY,
  id: CLIENT,
  name: "Nearside command line",
  scopes: ["read", "write", "admin"],
  resources: [ORDERS, BILLS, STOCK],
};

export interface ExchangeStage {
  readonly server: TestServer;
  readonly machine: EnrolledMachine;
  /** This API may ask for `read` and `write` at {@link STOCK} in any person's name. */
  readonly orders: Api;
  /** This API may ask for `read` and `admin` at {@link ORDERS}. */
  readonly stock: Api;
  /** This API answers for {@link BILLS}, and may exchange nothing. */
  readonly bills: Api;
  /** Makes a login for orders and bills, with scope `read write` and {@link DETAILS} unless a test leaves them out. */
  readonly newLogin: (details?: "no details") => Promise<RedeemedLogin>;
  /** The command line asks for a narrower token of that login. @param by the session key unless the test gives another */
  readonly narrow: (login: RedeemedLogin, twist?: ExchangeTwist, by?: Signer) => Promise<Answer>;
  /** An API asks in the person's name, for {@link STOCK} unless the form says otherwise. @param by orders unless the test gives another */
  readonly delegate: (login: RedeemedLogin, twist?: ExchangeTwist, by?: Api) => Promise<Answer>;
}

/** @param changed settings of the server that a test is about */
export async function openExchangeStage(
  changed: Pick<NonNullable<Parameters<typeof openTestServer>[0]>, "database" | "limits"> = {},
): Promise<ExchangeStage> {
  const [orders, stock, bills] = await Promise.all([newApi("orders-api"), newApi("stock-api"), newApi("bills-api")]);
  const resourceServers: ResourceServer[] = [
    { ...written(orders, ORDERS), exchange: { resources: [STOCK], scopes: ["read", "write"] } },
    { ...written(stock, STOCK), exchange: { resources: [ORDERS], scopes: ["read", "admin"] } },
    written(bills, BILLS),
  ];
  const server = await openTestServer({ clients: [commandLine, DEPLOY], resourceServers, ...changed });
  const machine = await enrolledMachine(server, "alice");
  const newLogin = (details?: "no details") =>
    redeemedLogin(server, machine, {
      scope: "read write",
      resource: [ORDERS, BILLS],
      ...(details === "no details" ? {} : { authorization_details: JSON.stringify(DETAILS) }),
    });
  return {
    server,
    machine,
    orders,
    stock,
    bills,
    newLogin,
    narrow: ({ tokens, session }, twist, by = session) => narrow(server, tokens.access_token, by, twist),
    delegate: ({ tokens }, { form = {}, ...twist } = {}, by = orders) =>
      delegate(server, tokens.access_token, by, { form: { resource: STOCK, ...form }, ...twist }),
  };
}

const newApi = async (id: string): Promise<Api> => ({ id, key: newApiKey(), signer: await newSigner() });

const written = ({ id, key }: Api, resource: string): ResourceServer => ({
  ...resourceServerWith(id, key),
  name: id,
  resources: [resource],
});
