import process from "node:process";

// An `import` of node:http reads every export once, and so loads fetch's whole client with it on Node 24: 40 ms and 13 MB, which every
// login waits for. Asked for in this way it loads what is used. Node has the question since 20.16.

export const nodeHttp = async (): Promise<typeof import("node:http")> =>
  process.getBuiltinModule?.("node:http") ?? import("node:http");

export const nodeHttps = async (): Promise<typeof import("node:https")> =>
  process.getBuiltinModule?.("node:https") ?? import("node:https");
