import { join } from "node:path";
import { type Process, startProcess } from "./process.ts";
import { repository } from "./repository.ts";

type OrdersApiPlace = {
  readonly issuer: string;
  /** The origin that clients call; the API listens at its port. */
  readonly origin: string;
  readonly env: Readonly<Record<string, string>>;
  readonly namespace?: string | undefined;
  /** Further options of its own. */
  readonly args?: readonly string[];
};

/** Starts the API of examples/ as any developer would, and waits until it answers. */
export async function startOrdersApi({ issuer, origin, env, namespace, args = [] }: OrdersApiPlace): Promise<Process> {
  const { hostname, port } = new URL(origin);
  // by number: a client of localhost reaches it, whichever of its addresses is tried first and however long that takes
  const host = hostname === "localhost" ? "127.0.0.1" : hostname;
  const api = await startProcess({
    command: process.execPath,
    args: [
      join(repository, "examples/orders-api.ts"),
      ...["--issuer", issuer, "--audience", origin, "--host", host, "--port", port],
      ...args,
    ],
    env,
    ...(namespace === undefined ? {} : { namespace }),
  });
  await api.printed(/answers at/);
  return api;
}
