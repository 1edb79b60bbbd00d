const afterAndroid =
  /\bandroid[ /]?[\d.]*; ?(?:u; ?)?(?:arm(?:_64)?; ?|x86(?:_64)?; ?)?(?:[a-z]{2}(?:[-_][a-z]{2,4})?; ?)?([^;)]+?)(?: build\b|; ?wv|; ?rv|; ?harmonyos|\)|;)/i;

/** The model in an Android user agent: `SM-S918N` of `(Linux; Android 13; SM-S918N Build/…)`; '' where there is none. */
export function androidModel(userAgent: string): string {
  const model = afterAndroid.exec(userAgent)?.[1]?.trim() ?? '';
  return model === 'K' || /^(?:wv|mobile|tablet|rv:.*)$/i.test(model) ? '' : model;
}

/** Models that are tablets though their browsers say `Mobile`, by the names of their series. */
const tabletModel =
  /(?<![a-z])(?:tab(?:let)?|tab[ _]?[a-z]?\d+\w*|\w*pad)(?![a-z])|tablet|(?<![a-z])(?:media|multi|idea|tele|i)pad|\btab[- ]|slate|\btb-?[x\d]|\blg-v\d|\blg-vk|^(?:pmt|tz|rct|mid|lifetab|iplay|yt\d?-|kf[a-z]{2,4}$|me\d{3}|k0[01]\w|sm-[tpx]\d|gt-[pn](?:1|3|5|6|7[35]|8)\d{2}|nexus (?:7|9|10)|xoom|agassi|bzt|kob2?|ags\d?|bah\d?|sht|cmr|mrx|scm|jdn\d?|btv|bgo|vrd|dby|wgr)|(?:^| )(?:tt|ts|ps|cs|ct|pt)\d{4}|iball[_ ]slide|\bapad\b/i;
/** Models with a word of tablets that are phones. */
const phoneModel = /padfone|cubot note|touchpad|phone/i;

/** Whether an Android model is a tablet's by its name. */
export function isTabletModel(model: string): boolean {
  return tabletModel.test(model) && !phoneModel.test(model);
}
