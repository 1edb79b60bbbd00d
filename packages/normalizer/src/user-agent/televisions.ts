/** What televisions and the boxes beside them say of themselves. */
const televisionWord =
  /\b(?:hbbtv|ce-html|smart-?tv|smarttva?|google ?tv|android tv|apple ?tv|opera tv|nettv|netrangemmh|netcast|inettvbrowser|viera|bravia|aquos(?:browser|-tv|-as)|vidaa|vizios?|vizio|roku|crkey|stbapp|vestel|vstvb|kreatv|youview|youviewhtml|brightsign|freesat|bdplayer|blu-?ray|dunehd|web0s|tivo|espial|gfibertv|firetv|mibox\w*|shield android|dtv\w*|tvos\S*|maple|maple\d+|tbrowser)\b|\bOMI\/\d|\bOPR\/\S+ OMI|webos\.tv|whaletv|philipstv|sonydtv|_tv_|tv bro|\bAFT[A-Z]{1,}\d*\b|[( ;]tv[ );/]/i;
/** Android's builds for televisions. */
const televisionBuild = /\bBuild\/(?:[N-Z]T[A-Z]\d|PPR2\.180905\.006\.A1)/;
const televisionModel =
  /tv(?![a-z]{2})|led\d|(?<![a-z])led(?![a-z])|\bstb\b|uhd|(?<![a-z])(?:smart|tv|android|media|set-?top)?[ _-]?box(?![a-z])|dongle|tv ?stick|chromecast|mecool|tanix|ugoos|beelink|vontar|formuler|rombica|minix|tvip|iconbit xds|mag\d{3}|^(?:x9[268]|t9[45]|h96|mxq|a95x|tx[2-9]|s905|z[48]x?_)|s905/i;
/** A model that begins with, or holds, the size of its screen: `43LU8130S`, `HTY-65UHDO6B`, `ULX-32TCS226`. */
const screenSize =
  /^(?:19|2\d|3\d|4\d|5\d|6[05]|7[05]|8[2-6]|98)[a-z]|(?<![\da-z])[a-z]{0,4}(?:24|28|32|39|4[0235789]|5[058]|65|7[05]|8[2-6])[a-z]{2,}\d/i;

/** Whether a user agent is a television's; `model` is its Android model, or ''. */
export function isTelevision(userAgent: string, model: string): boolean {
  if (televisionWord.test(userAgent)) return true;
  if (model === '') return false;
  return televisionBuild.test(userAgent) || televisionModel.test(model) || screenSize.test(model);
}
