import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ApprovedView } from "./ends.tsx";

describe("a name that would turn the text around it", () => {
  it("is fenced off and shown with what could not be seen (threat B7)", () => {
    const shown = renderToStaticMarkup(
      <ApprovedView client={"Acme\u202Eedom"} requestId="rq_AAAAAAAAAAAAAAAAAAAAAA" />,
    );
    expect(shown).toContain("<bdi>Acme\\u{202e}edom</bdi>");
    expect(shown).not.toContain("\u202E");
  });
});
