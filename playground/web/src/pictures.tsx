// Pictures from outside: a missing or broken one leaves its alternative text, never a hole.
import { useState } from "react";
import { safePicture } from "./safe";
import { useSurface } from "./surface";
import type { Block, Picture } from "./types";

export function SafePicture({ of, className }: { of: Picture | Block | undefined | null; className?: string }) {
  const { files, say } = useSurface();
  const [broken, setBroken] = useState<string | null>(null);
  const file = of?.slack_file?.id ? files.find((one) => one.id === of.slack_file?.id) : undefined;
  const source = safePicture(of?.image_url ?? of?.slack_file?.url ?? file?.url);
  const alt = of?.alt_text ?? "";
  if (source === null || broken === source) {
    return (
      <span className={`picture-missing ${className ?? ""}`} role="img" aria-label={alt || say("noPicture")} title={alt || say("noPicture")}>
        <span aria-hidden="true">{alt || say("noPicture")}</span>
      </span>
    );
  }
  return <img src={source} alt={alt} title={alt || undefined} className={className} loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(source)} />;
}
