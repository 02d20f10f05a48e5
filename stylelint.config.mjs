// Values are named once in tokens.css; everywhere else a literal colour, type size, space or time is an error.
const named = [
  "/color$/", "fill", "stroke", "background", "box-shadow", "/^border(?!.*(width|style|collapse|spacing|radius))/",
  "outline", "font-size", "font-family", "/^margin/", "/^padding/", "gap", "row-gap", "column-gap", "/radius$/",
  "transition-duration", "animation-duration",];

export default {
  plugins: ["stylelint-declaration-strict-value"],
  rules: {
    "block-no-empty": true,
    "color-no-invalid-hex": true,
    "declaration-block-no-duplicate-properties": true,
    "declaration-no-important": true,
    "property-no-unknown": true,
    "selector-max-id": 0,
    "unit-no-unknown": true,
    "color-named": "never",
    "color-no-hex": true,
    "function-disallowed-list": ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"],
    "scale-unlimited/declaration-strict-value": [
      named,
      {
        ignoreValues: [
          "/^(0|0px|auto|none|inherit|initial|unset|transparent|currentcolor|canvas.*|highlight.*|buttontext|linktext|graytext)$/i",
          "/^(-?[1-4]px|1|normal|medium|solid|dashed|inset|1em|100%|50%)$/", // hairlines and rings keep their pixels
        ],
        ignoreFunctions: true,
        disableFix: true,
        expandShorthand: false,
      },
    ],
  },
  overrides: [
    {
      files: ["**/fonts.css"],
      rules: { "scale-unlimited/declaration-strict-value": null },
    },
    {
      files: ["**/tokens.css"],
      rules: {
        "color-no-hex": null,
        "function-disallowed-list": null,
        "scale-unlimited/declaration-strict-value": null,
      },
    },
  ],
};
