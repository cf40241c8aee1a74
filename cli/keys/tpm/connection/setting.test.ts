import { describe, expect, it } from "vitest";
import { readTpmSetting } from "./setting.ts";

describe("where the TPM is", () => {
  it.each([
    [undefined, { kind: "device", path: "/dev/tpmrm0" }],
    ["device:/dev/tpm7", { kind: "device", path: "/dev/tpm7" }],
    ["swtpm:host=127.0.0.1,port=2321", { kind: "socket", host: "127.0.0.1", port: 2321 }],
    ["swtpm:path=/run/t.sock", { kind: "unix", path: "/run/t.sock" }],
  ])("is read from %s", (setting, address) => {
    expect(readTpmSetting(setting, "linux")).toEqual(address);
  });

  it.each([
    ...["", "device:", "device:dev/tpmrm0", "swtpm:", "swtpm:path=t.sock", "mssim:host=127.0.0.1,port=2321"],
    ...["swtpm:host=127.0.0.1", "swtpm:host=127.0.0.1,port=0", "swtpm:host=127.0.0.1,port=65536"],
    ...["swtpm:host=tpm.example.com,port=2321", "device:/dev/tpm0\nx", "/dev/tpmrm0"],
  ])("is not understood: %j", (setting) => {
    expect(() => readTpmSetting(setting, "linux")).toThrow(expect.objectContaining({ code: "tpm_setting" }));
  });

  it("is nowhere by itself on other systems", () => {
    for (const platform of ["win32", "darwin"] as const)
      expect(() => readTpmSetting(undefined, platform)).toThrow(expect.objectContaining({ code: "tpm_missing" }));
  });
});
