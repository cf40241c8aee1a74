import { authorizationApi, keeperApi } from "@nearside/shared/api/authorizations.ts";
import { deviceApi } from "@nearside/shared/api/devices.ts";
import * as enrolApi from "@nearside/shared/api/enrol-api.ts";
import { keyAttestationApi } from "@nearside/shared/api/key-attestations.ts";
import { leaseCalls, leaseEnd, leaseState } from "@nearside/shared/api/leases.ts";
import * as requestApi from "@nearside/shared/api/request-api.ts";
import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { STATUS_LIST_PATH } from "@nearside/shared/oauth/status-list.ts";
import { describe, expect, it } from "vitest";
import type { Route } from "../../platform/http/route.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { routesOf } from "./app.ts";

describe("the table of routes", () => {
  const server = serverForAll();
  const rowsBelow = (beginning: string): readonly Route[] =>
    routesOf(server.services).filter(({ path }) => path.startsWith(beginning));

  it("has each entry of the protocol's contract once, with the entry's schema, and no other address of /api", () => {
    const leaseApi = { leaseCalls, leaseEnd, leaseState };
    const apis = [requestApi, enrolApi, deviceApi, keeperApi, authorizationApi, keyAttestationApi, leaseApi];
    const entries = apis.flatMap((api) => Object.values(api));
    const addressOf = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`;
    const rows = rowsBelow("/api/");
    expect(rows.map(addressOf).sort()).toEqual(entries.map(addressOf).sort());
    for (const { body, ...row } of rows) {
      const entry = entries.find((one) => addressOf(one) === addressOf(row));
      expect([addressOf(row), body?.schema]).toEqual([addressOf(row), row.method === "GET" ? undefined : entry?.input]);
    }
  });

  it("has each endpoint that the metadata names, the status lists, and no other address of /oauth", () => {
    const paths = new Set(rowsBelow("/oauth/").map(({ path }) => path));
    expect([...paths].sort()).toEqual([...Object.values(ENDPOINTS), `${STATUS_LIST_PATH}:id`].sort());
  });
});
