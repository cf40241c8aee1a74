import { expect, it } from "vitest";
import { newApiKey, resourceServerWith } from "../../testing/resource-server.ts";
import { givenClient } from "./given-parts.ts";

const api = resourceServerWith("orders", newApiKey());

it("takes the operator's word for an API, and nobody else's", () => {
  expect(givenClient(api)).toEqual({ id: "orders", name: "Orders", verified: true, api: true });
  expect(givenClient({ ...api, source: "registered" })).toMatchObject({ verified: false, api: true });
});
