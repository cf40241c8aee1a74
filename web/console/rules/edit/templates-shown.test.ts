import { describe, expect, it } from "vitest";
import { templateIn } from "./templates-shown.tsx";

const TEMPLATE = { id: "night", text: '@id("night")\n@title("Night")\nforbid (principal, action, resource);\n' };

describe("a template in a draft", () => {
  it("comes at the end, in report-only", () => {
    expect(templateIn("// mine\n", TEMPLATE)).toBe(
      '// mine\n\n@id("night")\n@mode("report-only")\n@title("Night")\nforbid (principal, action, resource);\n',
    );
    expect(templateIn("", TEMPLATE)).toMatch(/^@id/);
    expect(templateIn("// no end", TEMPLATE)).toMatch(/^\/\/ no end\n\n@id/);
    expect(templateIn("// end\n\n", TEMPLATE)).toMatch(/^\/\/ end\n\n@id/);
  });

  it("has an id of its own", () => {
    const once = templateIn("", TEMPLATE);
    expect(templateIn(once, TEMPLATE)).toContain('@id("night-2")');
    expect(templateIn(templateIn(once, TEMPLATE), TEMPLATE)).toContain('@id("night-3")');
  });
});
