# Statistics of tickets.
reports-tickets = 工单统计
reports-period = 时间范围
reports-last-days = { $count ->
   *[other] 最近 { $count } 天
}
reports-days = 起止日期
reports-from = 从
reports-to = 到
reports-by = 统计方式
reports-by-hour = 小时
reports-by-day = 日
reports-by-week = 周
reports-by-month = 月
reports-by-agent = 客服
reports-by-group = 客服组
reports-show = 图表
reports-show-flow = 新建和解决
reports-show-reopened = 重新打开
reports-show-resolve = 解决时长
reports-show-answer = 首次响应
reports-show-waiting = 未解决
reports-unit-hours = 平均小时数
reports-unit-tickets = 工单数
reports-narrow = { $count ->
    [0] 只统计部分工单
   *[other] 只统计满足 { $count } 个条件的工单
}
reports-table = 统计数据
reports-new = 新建
reports-resolved = 已解决
reports-resolved-a-day = 日均解决
reports-closed = 已关闭
reports-reopened = 重新打开
reports-resolve-time = 平均解决时长
reports-answer-time = 平均首次响应
reports-waiting = 期末未解决
reports-empty = 没有数据
reports-empty-text = 此期间没有新建、响应、解决或关闭的工单。
