/** Lists what is often written instead of a token or an id, without what is the same. */
export function variantsOf(
  value: string,
  mistaken: readonly string[],
): readonly { readonly takes: string; readonly value: string }[] {
  const variants = [
    { takes: "without the spaces around it", value: value.trim() },
    { takes: "with a space after it", value: `${value} ` },
    { takes: "with a space before it", value: ` ${value}` },
    { takes: "with a line's end after it", value: `${value}\n` },
    { takes: "in small letters", value: value.toLowerCase() },
    { takes: "in capitals", value: value.toUpperCase() },
    { takes: "left empty", value: "" },
    ...mistaken.map((other) => ({ takes: `"${other}"`, value: other })),
  ];
  const seen = new Set([value]);
  return variants.filter((variant) => !seen.has(variant.value) && seen.add(variant.value));
}
