import { describe, expect, it } from "vitest";
import { execCredential, readExecInfo } from "./exec-credential.ts";

const info = (changes: object = {}) =>
  JSON.stringify({
    kind: "ExecCredential",
    apiVersion: "client.authentication.k8s.io/v1",
    spec: { cluster: { server: "https://kube.example.com:6443", config: null }, interactive: true },
    ...changes,
  });

describe("what kubectl says", () => {
  it("tells the server, and whether somebody can be asked", () => {
    expect(readExecInfo(info())).toEqual({
      apiVersion: "client.authentication.k8s.io/v1",
      server: "https://kube.example.com:6443",
      interactive: true,
    });
    expect(readExecInfo(info({ spec: {}, apiVersion: "client.authentication.k8s.io/v1beta1" }))).toEqual({
      apiVersion: "client.authentication.k8s.io/v1beta1",
      server: undefined,
      interactive: false,
    });
  });

  it("may be missing: then somebody looks by hand", () => {
    expect(readExecInfo(undefined)).toMatchObject({
      apiVersion: "client.authentication.k8s.io/v1",
      interactive: false,
    });
  });

  it.each([
    "not JSON",
    "[]",
    info({ apiVersion: "client.authentication.k8s.io/v2" }),
    info({ kind: "Pod" }),
    info({ spec: 1 }),
  ])("is refused where it is something else: %s", (text) => {
    expect(() => readExecInfo(text)).toThrow("KUBERNETES_EXEC_INFO");
  });
});

it("the answer says until when, in kubectl's version", () => {
  expect(JSON.parse(execCredential(readExecInfo(info()), "t", 1_700_000_000))).toEqual({
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: { token: "t", expirationTimestamp: "2023-11-14T22:13:20Z" },
  });
});
