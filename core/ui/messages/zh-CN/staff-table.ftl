# 设置 → 员工 → 导入与导出：员工表格。设置 → 许可。
staff-table-title = 导入员工
staff-table-not-allowed = 你无权导入员工
staff-table-not-allowed-text = 导入员工需要新建和修改员工的权限。
staff-table-intro = 员工表格，每行一人。每行须有登录名；已有此登录名的员工会被更新。新员工获得初始密码，首次登录时须更换。
staff-table-limits = 支持 Excel（.xlsx、.xls）和 CSV，最大 5 MB、1,000 行。在你确认之前不会保存任何内容，文件也不会保留。
staff-table-keep = 已有员工保持不变
staff-table-keep-hint = 否则用行中已填的单元格替换原有内容，空单元格不作修改。
staff-table-another = 导入另一个文件
staff-table-passwords = 初始密码
staff-table-passwords-once = 仅显示一次
staff-table-passwords-text = 请立即保存此列表，并分别告知本人。系统不保存这些密码，之后只能在员工页面重置。
staff-table-passwords-file = 下载列表
staff-table-password = 初始密码
staff-table-export = 导出员工
staff-table-export-text = 全部在职员工及所有可再次导入的列。导出会记入审计日志。
imports-file-account-required = 请指定哪一列是登录名。
imports-reason-account-taken = “{ $detail }”已被使用，登录名不能重复
imports-reason-seats-used-up = 没有剩余席位：已用 { $detail }
imports-reason-last-administrator = 组织将没有管理员
imports-reason-staff-duplicate-in-file = 第 { $detail } 行已有此登录名
imports-reason-staff-permission-denied = 你无权这样新建或修改此员工
imports-problem-length = 须为 2 到 64 个字符
imports-problem-characters = 只能使用小写字母、数字和 . _ - @
imports-problem-twice = 有重复的词
imports-problem-not-a-word = 每个词最多 40 个字符
imports-problem-half-a-shift = 班次须同时有开始和结束时间
imports-problem-not-a-time = 不是时间，请写成 08:30
imports-problem-roles-are-off = 自定义角色已关闭

## 许可
licence-title = 许可
licence-intro = 贵组织可使用的内容，由本系统的运营方设定。
licence-edition = 版本
licence-edition-none = 无版本
licence-white-label = 白标
licence-included = 已包含
licence-last-day = 到期日
licence-never = 长期有效
licence-days-left = { $count ->
    [0] 今天是最后一天
   *[other] 还剩 { $count } 天
}
licence-over = 许可已于 { $day } 到期
licence-over-text = 所有内容可以查看和导出，但不能修改。手机上的记录会保留在手机中，运营方续期后自动上传。
licence-ends-soon = 许可将于 { $day } 到期
licence-ends-soon-text = 到期后只能查看，不能修改。请联系本系统的运营方续期。
licence-seats = 席位
licence-seats-text = 每位未停用的员工占用一个席位，每个模块许可占用该模块的一个席位。
licence-all-seats = 全部员工
licence-of = { $used } / { $most }
licence-no-limit = { $used }，不限
licence-full = 已用完
staff-fault-seats-used-up = 没有剩余席位：{ $most } 个中已用 { $used } 个。请停用某位员工，或联系运营方扩容。
staff-fault-module-seats-used-up = { $module }没有剩余席位：{ $most } 个中已用 { $used } 个。请收回某位员工的许可，或联系运营方扩容。
staff-fault-licence-expired = 贵组织的许可已到期：可以查看，不能修改。你输入的内容仍在这里。
desk-notice-licence-ends = 贵组织的许可将于 { $title } 到期

## 头像与住址
portrait = 头像
portrait-hint = PNG 或 JPEG，最大 2 MB。保留中间部分，裁成小方图，显示在姓名旁。
portrait-choose = 选择图片
portrait-sending = 正在上传图片
portrait-not-a-picture = 这不是 PNG 或 JPEG 图片。
portrait-too-large = 图片超过 2 MB。
portrait-saved = 头像已更新。
staff-home-address = 住址
staff-home-hint = 员工每天的出发地，仅调度员可见。
staff-home = 住址坐标
staff-problem-not-a-picture = 此图片已不存在，请重新选择。

## 在线状态
presence-title = 在线状态
presence-intro = 除在线、忙碌、离开和离线外，员工还可选择以下状态。处于不接新工作的状态时，不会分配新工作。
presence-add = 添加状态
presence-none = 还没有自定义状态
presence-none-text = 可添加午休、培训等状态。
presence-name = 名称
presence-tone = 颜色
presence-tone-of-kind = 随是否接新工作
presence-tone-new = 灰蓝
presence-tone-accepted = 蓝色
presence-tone-on-the-way = 紫色
presence-tone-arrived = 青色
presence-tone-paused = 赭色
presence-tone-done = 绿色
presence-tone-alert = 红色
presence-channels = 适用于
presence-channel-tickets = 工单与上门任务
presence-channel-chat = 会话
presence-channel-calls = 通话
presence-channels-hint = 都不勾选表示全部适用。
presence-accepts = 接新工作
presence-remove = 删除{ $name }
presence-nameless = 新状态
presence-saved = 状态已保存。
presence-overtaken = 同事刚刚修改了状态
presence-problem-required = 请填写名称。
presence-problem-too-long = 最多 40 个字符。
presence-problem-too-many = 最多 20 个状态。
presence-problem-other = 无法这样保存。
presence-mine = 我的状态
presence-no-new-work = 你不会收到此类新工作。
