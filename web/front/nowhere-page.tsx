import { Frame } from "../ui/frame.tsx";
import { Scene } from "../ui/scene.tsx";
import { Sheet } from "../ui/sheet.tsx";

export function NowherePage({ issuer }: { issuer: string }) {
  return (
    <Frame issuer={issuer}>
      <Sheet
        tab="No such page"
        title="There is nothing at this address"
        picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="browser" />}
        lead="If the link came from your terminal, it may be cut off: open the whole of it. Nothing was approved."
      >
        <p className="small-print">
          <a href="/">What this server is</a>
        </p>
      </Sheet>
    </Frame>
  );
}
