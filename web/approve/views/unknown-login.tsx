import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

export function UnknownLoginView() {
  return (
    <Sheet
      tab="No such login"
      title="There is no such login"
      picture={<Scene ground="apart" link="open" tone="wait" badge="question" faint="terminal" />}
      lead="The link may be cut off, or the login ended long ago. Nothing was approved. Open the whole link from your terminal, or start again there."
    />
  );
}
