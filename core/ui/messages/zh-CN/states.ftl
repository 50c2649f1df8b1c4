# 状态、优先级、时间与单位的用词。所有界面共用，同一状态只有一种说法。

## 任务状态
visit-new = 待接单
visit-accepted = 已接单
visit-on-the-way = 在途
visit-arrived = 已到场
visit-paused = 已暂停
visit-done = 已完成
visit-refused = 已拒单
visit-cancelled = 已取消
visit-overdue = 已超时
visit-unassigned = 未派单
visit-pending = 待确认

## 工单状态
ticket-new = 新建
ticket-open = 处理中
ticket-pending = 等待客户
ticket-on-hold = 挂起
ticket-solved = 已解决
ticket-closed = 已关闭

## 优先级
priority-low = 低
priority-normal = 普通
priority-high = 高
priority-urgent = 紧急

## 在线状态
presence-online = 在线
presence-busy = 忙碌
presence-away = 离开
presence-offline = 离线

## 相对时间
age-now = 刚刚
age-seconds = { $count } 秒前
age-minutes = { $count } 分钟前
age-hours = { $count } 小时前
age-days = { $count } 天前
left = 剩余 { $time }
late = 超时 { $time }

## 日期
day-today = 今天
day-yesterday = 昨天
day-tomorrow = 明天
day-with-time = { $day } { $time }
date-short = { $month }{ $day }日 { $weekday }
date-long = { $year }年{ $month }{ $day }日 { $weekday }
window = { $from }–{ $until }
weekday-1 = 周一
weekday-2 = 周二
weekday-3 = 周三
weekday-4 = 周四
weekday-5 = 周五
weekday-6 = 周六
weekday-7 = 周日
month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月

## 时长
duration-seconds = { $seconds } 秒
duration-minutes = { $minutes } 分钟
duration-hours = { $hours } 小时
duration-hours-minutes = { $hours } 小时 { $minutes } 分钟
duration-days = { $days } 天
duration-days-hours = { $days } 天 { $hours } 小时

## 距离、大小、金额
distance-m = { $value } 米
distance-km = { $value } 公里
size-b = { $value } B
size-kb = { $value } kB
size-mb = { $value } MB
size-gb = { $value } GB
money-symbol = { $symbol }{ $amount }
money-code = { $code } { $amount }
