import type { enImports } from './en-imports.ts';

export const zhImports: Readonly<Record<keyof typeof enImports, string>> = {
  'setUp.games': '从服务器或游戏发送',
  'setUp.serverHint':
    '在下方创建客户端或重置密钥后，其 ID 会填入此处。GATRIX_ANALYTICS_SECRET 即其密钥。Python 文件位于 examples/python。',
  'setUp.unityHint':
    '将 examples/csharp/GatrixAnalytics.cs 复制到项目中。最后一个值是代替密钥的项目域名，可在“设置”的“项目”中填写。',
  'setUp.godotHint':
    '将 gatrix_analytics.gd 复制到项目中：Godot 4 用 examples/godot，Godot 3.2 及以上的 3.x 版本用 examples/godot3。最后一个值是代替密钥的项目域名，可在“设置”的“项目”中填写。',
  'setUp.unrealHint': '一次请求即一个事件。来源是代替密钥的项目域名，可在“设置”的“项目”中填写。',
  'imports.title': '导入历史数据',
  'imports.hint':
    '在运行 Gatrix Analytics 的机器上，从导出文件或日志导入。第一行只显示将导入的内容，不发送任何数据；最后一行撤销一次导入的全部数据。',
  'imports.accessLogs': '访问日志（nginx、Apache、Caddy、IIS 等）',
  'imports.aggregates': 'Plausible 不导出事件，只导出每日汇总。汇总与事件分开保存，显示在此页面：',
  'imports.totals': '导入的汇总',
  'imports.mark': '由其他产品按其自己的规则统计，不计入任何其他报表。',
  'imports.elsewhere': '这段时间没有导入的汇总。',
  'imports.none': '没有导入任何汇总。',
  'imports.show': '显示 {from} 至 {to}',
  'imports.values': '按值',
  'imports.by': '维度',
  'imports.visitorDays': '每日访客之和',
  'imports.visitorDaysHint': '导入的数据。导出文件只有每天的访客数，两天都来的人会计算两次。',
  'imports.line': '从 {source} 导入',
  'imports.ours': '本系统统计',
};
