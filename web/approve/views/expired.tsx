import { REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function ExpiredView() {
  return (
    <Sheet
      tab="Expired"
      title="This login has expired"
      picture={<Scene ground="shared" link="open" tone="wait" badge="clock" />}
      lead={`A login can be approved for ${spanInWords(REQUEST_SECONDS)}. Nothing was approved.`}
    >
      <p className="small-print">Start it again in your terminal. You can close this page.</p>
    </Sheet>
  );
}
