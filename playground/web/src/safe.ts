// What of the outside may become an address: links are http(s) (or mailto), pictures http(s), data:image or our own.

export function safeLink(url: unknown): string | null {
  if (typeof url !== "string") return null;
  try {
    const parsed = new URL(url.trim());
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

export function safePicture(url: unknown): string | null {
  if (typeof url !== "string" || url.trim() === "") return null;
  if (/^data:image\//i.test(url)) return url;
  if (/^\/(?!\/)/.test(url)) return url;
  const link = safeLink(url);
  return link !== null && !link.startsWith("mailto:") ? link : null;
}

/** Opens an outside page without handing it a way back to this one. */
export function openOutside(url: unknown): void {
  const link = safeLink(url);
  if (link !== null) window.open(link, "_blank", "noopener,noreferrer");
}
