# 每个界面共有的外框：模块、通用操作、加载与网络状态。

## 模块
nav-dispatch = 派单
nav-tickets = 工单
nav-visits = 上门任务
nav-chat = 会话
nav-calls = 通话
nav-remote = 远程协助
nav-customers = 客户
nav-reports = 报表
nav-settings = 设置
nav-today = 今天
nav-contacts = 联系人
nav-me = 我的
nav-label = 主菜单
skip-to-content = 跳到正文

## 操作
verb-save = 保存
verb-cancel = 取消
verb-close = 关闭
verb-back = 返回
verb-next = 下一步
verb-add = 添加
verb-remove = 移除
verb-edit = 编辑
verb-delete = 删除
verb-search = 搜索
verb-send = 发送
verb-undo = 撤销
verb-retry = 重试
verb-reload = 重新加载
verb-clear = 清除
verb-copy = 复制
verb-print = 打印
verb-download = 下载
verb-open = 打开
verb-more = 更多
verb-show-all = 全部显示
verb-sign-in = 登录
verb-sign-out = 退出登录
verb-accept = 采纳
verb-set-aside = 搁置
verb-call = 拨打电话
verb-navigate = 导航

## 登录
sign-in-title = 登录 Truckroll
sign-in-account = 账号
sign-in-password = 密码
sign-in-wrong = 账号与密码不匹配。
sign-in-limited = 尝试次数过多，请在 { $seconds } 秒后再试。

## 搜索
search-label = 搜索
search-hint = 工单、任务、客户、命令
search-none = 没有找到“{ $text }”。

## 个人设置
setting-language = 语言
setting-theme = 外观
theme-light = 浅色
theme-dark = 深色
theme-contrast = 高对比度
theme-system = 跟随设备
language-en = English
language-zh-CN = 简体中文

## 网络与同步
offline-bar = 离线
offline-changes = { $count ->
    [0] 没有待发送的修改
   *[other] { $count } 项修改待发送
}
syncing = 正在同步
synced = 已是最新
synced-sending = 已是最新 · 还有 { $count } 张照片正在发送
sync-slow = 服务器尚未响应
sync-ended = 已退出登录
pull-more = 下拉同步
pull-go = 松开同步
mark-waiting = 已存本机，尚未发送
mark-sending = 正在发送
mark-sent = 已发送
mark-refused = 需要处理
needs-attention = 需要处理
updated-age = { $age }更新

## 加载、空白与失败
loading = 正在加载
load-failed = 内容没能加载出来。
error-unexpected = 这里出了点问题，您记录的内容都还在。
required = 必填
optional = 选填
field-required = 请填写{ $label }。
count-of = { $count }/{ $max }
count-selected = 已选 { $count } 项
notices = 提示
dismiss = 知道了

## 照片
photos = 照片
photo-add = 添加照片
photo-open = 查看第 { $number } 张照片，共 { $count } 张
photo-remove = 移除照片
photo-limit = 每次任务最多 { $max } 张照片。
photo-too-large = 照片大小为 { $size }，上限为 { $limit }。
photo-previous = 上一张
photo-next = 下一张

## 签名
signature = 签名
signature-hint = 用手指、触控笔或鼠标签名。
signature-type-instead = 改为输入姓名
signature-draw-instead = 改为手写
signature-name = 签名人姓名
signature-use = 使用此签名
signature-clear = 清除
signature-empty = 还没有签名。
signature-of = { $name }的签名
signature-failed = 此浏览器无法读取手写签名，请改为输入姓名。

## 流程记录与步骤
step-now = 当前：{ $state }
flow-by = { $name } 操作
flow-device-time = 手机时间 { $time }
flow-server-time = 收到时间 { $time }
flow-offline = 离线记录
flow-label = 流程记录

## 评分构成
score-total = 得分 { $total }
score-label = 得分构成

## 地图
map-label = 地图
map-zoom-in = 放大
map-zoom-out = 缩小
map-fit = 显示全部
map-plain = 此浏览器无法绘制地图，地点列在下面。
map-tiles-failed = 无法获取地图瓦片，显示轮廓图。
map-gathered = 此处有 { $count } 个：{ $names }

## 星级
stars-legend = 评价
stars-value = { $count } 星，满分 { $max } 星
